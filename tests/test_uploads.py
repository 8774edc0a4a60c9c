"""One picture sent by a form's script: a loose photo with what its file says, once, and only for who may."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from articles.images import MAX_BYTES
from articles.models import Credit, Photo
from articles.photos.uploads import receive
from people.models import Person
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_article, make_person, make_photo, make_picture, make_user
from tests.picture_parts import encode, iim, jpeg_with, scene
from tests.test_races import at_once, shared_database

UPLOAD = reverse("admin:articles_photo_upload")
JSON = {"Accept": "application/json"}


def signed_picture(*bylines: str, credit: str = "") -> ContentFile[bytes]:
    fields = [(2, 120, "图为返青的麦田。".encode()), (2, 55, b"20261123"), (2, 92, "田庄镇".encode())]
    fields += [(2, 80, byline.encode()) for byline in bylines]
    fields += [(2, 110, credit.encode())] if credit else []
    return ContentFile(jpeg_with(iim(*fields)), "picture.jpg")


def credits_of(photo: Photo) -> list[tuple[str, str, str, str | None]]:
    return [
        (credit.role, credit.title, credit.printed_text, credit.person.name if credit.person else None)
        for credit in photo.credits.select_related("person")
    ]


class ReceiveTests(TestCase):
    def setUp(self) -> None:
        self.user = make_user("jizhe", Role.REPORTER)
        self.key = uuid.uuid4()

    def receive(self, *bylines: str, credit: str = "") -> Photo:
        return receive(signed_picture(*bylines, credit=credit), by=self.user, key=self.key)

    def test_the_photo_waits_in_the_library_with_what_its_file_says(self) -> None:
        photo = self.receive()
        self.assertEqual((photo.article, photo.uploaded_by, photo.upload_key), (None, self.user, self.key))
        self.assertEqual(
            (photo.caption, photo.place, photo.taken_on),
            ("图为返青的麦田。", "田庄镇", dt.date(2026, 11, 23)),
        )

    def test_the_exact_name_of_one_person_in_service_is_that_person(self) -> None:
        make_person("王燕")
        for byline, title in (("王燕", "记者"), ("记者 王 燕 摄", "记者"), ("本报记者王燕/摄", "本报记者")):
            self.key = uuid.uuid4()
            with self.subTest(byline):
                self.assertEqual(credits_of(self.receive(byline)), [("photographer", title, "王燕", "王燕")])

    def test_of_namesakes_strangers_and_those_who_left_only_the_name_is_kept(self) -> None:
        make_person("王燕")
        make_person("王燕", kind=Person.Kind.CORRESPONDENT)
        make_person("刘菲", is_active=False)
        found = credits_of(self.receive("王燕", "通讯员 刘菲", "李明 摄"))
        self.assertEqual(
            found,
            [
                ("photographer", "", "王燕", None),
                ("photographer", "通讯员", "刘菲", None),
                ("photographer", "", "李明", None),
            ],
        )
        self.assertEqual(Person.objects.count(), 3)

    def test_without_a_byline_the_credit_line_says_who_gave_the_picture(self) -> None:
        self.assertEqual(credits_of(self.receive(credit="新华社")), [("provider", "", "新华社", None)])

    def test_the_same_key_is_the_same_photo(self) -> None:
        first = self.receive("李明")
        self.assertEqual(self.receive("李明"), first)
        self.assertEqual((Photo.objects.count(), Credit.objects.count()), (1, 1))


class UploadDoorTests(TestCase):
    client_class = StaffClient

    def setUp(self) -> None:
        self.user = make_user("jizhe", Role.REPORTER)
        self.client.force_login(self.user)
        self.key = str(uuid.uuid4())

    def send(self, image: Any = None, **data: Any) -> Any:
        form = {"image": image or make_picture(), "key": self.key} | data
        return self.client.post(UPLOAD, form, headers=JSON)

    def test_the_answer_has_what_a_row_of_the_form_shows(self) -> None:
        person = make_person("王燕")
        response = self.send(signed_picture("记者 王燕 摄", "李明"))
        self.assertEqual(response.status_code, 201)
        photo = Photo.objects.get()
        self.assertEqual(
            response.json(),
            {
                "key": self.key,
                "id": photo.pk,
                "version": 1,
                "width": 640,
                "height": 480,
                "caption": "图为返青的麦田。",
                "alt_text": "",
                "place": "田庄镇",
                "taken_on": "2026-11-23",
                "photographers": [{"id": person.pk, "label": "王燕（记者）"}],
                "new_photographer": "李明",
                "preview": reverse("admin:articles_photo_preview", args=[photo.pk, 480]),
            },
        )
        self.assertEqual(self.client.get(response.json()["preview"]).status_code, 200)

    def test_sent_again_it_is_the_same_answer_and_the_same_photo(self) -> None:
        first, second = self.send(), self.send()
        self.assertEqual((first.status_code, second.status_code), (201, 200))
        self.assertEqual(first.content, second.content)
        self.assertEqual(Photo.objects.count(), 1)

    def test_another_persons_key_opens_nothing(self) -> None:
        self.send(signed_picture())
        self.client.force_login(make_user("tongxunyuan", Role.CORRESPONDENT))
        response = self.send()
        self.assertEqual(response.status_code, 400)
        self.assertNotContains(response, "麦田", status_code=400)
        self.assertEqual(Photo.objects.count(), 1)

    def test_what_is_refused_is_refused_in_a_sentence(self) -> None:
        cases: dict[str, tuple[dict[str, Any], int]] = {
            "gif": ({"image": ContentFile(encode(scene(8, 8), "GIF"), "x.jpg")}, 400),
            "empty": ({"image": ContentFile(b"", "x.jpg")}, 400),
            "none": ({"image": "text"}, 400),
            "no key": ({"key": ""}, 400),
            "no key at all": ({"key": "../../etc/passwd"}, 400),
            "too heavy": ({"image": ContentFile(b"\xff\xd8\xff" + bytes(MAX_BYTES), "x.jpg")}, 413),
        }
        for name, (data, status) in cases.items():
            with self.subTest(name):
                response = self.send(**data)
                self.assertEqual(response.status_code, status)
                self.assertTrue(response.json()["error"].endswith(("。", ".")))
        self.assertFalse(Photo.objects.exists())

    def test_what_is_far_too_long_is_refused_before_it_is_read(self) -> None:
        response = self.client.generic(
            "POST", UPLOAD, b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**10)
        )
        self.assertEqual((response.status_code, list(response.json())), (413, ["error"]))

    def test_a_script_learns_that_its_session_is_over(self) -> None:
        self.client.logout()
        self.assertEqual(self.send().status_code, 401)
        self.assertEqual(self.client.post(UPLOAD, {}).status_code, 302)

    def test_a_script_learns_that_its_token_is_old(self) -> None:
        client = StaffClient(enforce_csrf_checks=True)
        client.force_login(self.user)
        response = client.post(UPLOAD, {"image": make_picture(), "key": self.key}, headers=JSON)
        self.assertEqual((response.status_code, list(response.json())), (403, ["error"]))
        page = client.post(UPLOAD, {"image": make_picture(), "key": self.key})
        self.assertEqual((page.status_code, page.headers["Content-Type"]), (403, "text/html; charset=utf-8"))
        self.assertFalse(Photo.objects.exists())

    def test_without_a_token_nothing_of_it_is_read(self) -> None:
        class Untouched(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                raise AssertionError("the body was read")

        client = StaffClient(enforce_csrf_checks=True)
        client.force_login(self.user)
        response = client.generic(
            "POST",
            UPLOAD,
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH="1000",
            **{"wsgi.input": Untouched()},  # type: ignore[arg-type]  # Part of the WSGI environment.
        )
        self.assertEqual(response.status_code, 403)

    def test_it_is_sent_by_post_and_by_who_may(self) -> None:
        self.assertEqual(self.client.get(UPLOAD, headers=JSON).status_code, 405)
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        self.assertEqual(self.send().status_code, 403)


class DiscardTests(TestCase):
    client_class = StaffClient

    def setUp(self) -> None:
        self.user = make_user("jizhe", Role.REPORTER)
        self.client.force_login(self.user)

    def discard(self, photo: Photo) -> int:
        address = reverse("admin:articles_photo_discard", args=[photo.pk])
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, headers=JSON).status_code

    def test_ones_own_loose_photo_goes_with_its_picture(self) -> None:
        photo = receive(make_picture(), by=self.user, key=uuid.uuid4())
        self.assertEqual(self.discard(photo), 200)
        self.assertFalse(Photo.objects.exists() or default_storage.exists(photo.image.name or ""))
        self.assertEqual(self.discard(photo), 404)

    def test_the_picture_of_a_photo_that_was_worked_on_stays(self) -> None:
        """A sign-off may name it."""
        photo = make_photo(uploaded_by=self.user, image=make_picture(), version=2)
        self.discard(photo)
        self.assertTrue(default_storage.exists(photo.image.name or ""))

    def test_a_picture_that_another_photo_shows_stays(self) -> None:
        photo = receive(make_picture(), by=self.user, key=uuid.uuid4())
        make_photo(image=photo.image.name)
        self.assertEqual(self.discard(photo), 200)
        self.assertTrue(default_storage.exists(photo.image.name or ""))

    def test_anothers_photo_and_one_on_a_story_stay(self) -> None:
        on_a_story = make_photo(make_article(filed_by=self.user), uploaded_by=self.user)
        anothers = make_photo(uploaded_by=make_user("tongxunyuan", Role.CORRESPONDENT))
        self.assertEqual([self.discard(on_a_story), self.discard(anothers)], [404, 404])
        self.assertEqual(Photo.objects.count(), 2)


class RaceTests(TransactionTestCase):
    def test_sent_twice_at_once_it_makes_one_photo_and_one_file(self) -> None:
        user, key = make_user("jizhe", Role.REPORTER), uuid.uuid4()
        folder = Path(settings.MEDIA_ROOT) / "photos" / "originals"
        before = set(folder.glob("*"))

        def send(barrier: Any) -> str:
            barrier.wait()
            return str(receive(signed_picture("李明"), by=user, key=key).pk)

        def count(barrier: Any) -> str:
            return f"{Photo.objects.count()} photo, {Credit.objects.count()} credit"

        with shared_database():
            first, second, third = at_once(send, send, send)
            self.assertEqual((first, second), (second, third))
            self.assertEqual(at_once(count), ["1 photo, 1 credit"])
        self.assertEqual(len(set(folder.glob("*")) - before), 1)
