/* What was dropped or chosen, as files with their paths: a folder with all that lies in it. */

export function fromInput(input) {
  const found = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  input.value = "";
  return found;
}

/* The entries are there only as long as the event lasts, so all are asked for before the first is read. */
export async function fromDrop({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...files].map((file) => ({ file, path: file.name }));
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry) {
  if (!entry.isDirectory) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, "") }];
  }
  const found = [];
  for (const each of await entriesOf(entry)) found.push(...(await filesIn(each)));
  return found;
}

/* A browser gives a hundred at a time, and none when it is through. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    found.push(...some);
  }
}

/* Pages and ZIPs in the order of their names; what else lay about is only named. */
export function sorted(found, { archive, pages, litter }) {
  const isLitter = new RegExp(litter, "i");
  const isWanted = ({ path }) => [...pages, archive].some((suffix) => path.toLowerCase().endsWith(suffix));
  const order = new Intl.Collator("zh", { numeric: true });
  const seen = found.filter(({ path }) => !isLitter.test(path));
  const wanted = seen.filter(isWanted).sort((one, other) => order.compare(one.path, other.path));
  return { wanted, others: seen.filter((each) => !isWanted(each)).map(({ path }) => path) };
}
