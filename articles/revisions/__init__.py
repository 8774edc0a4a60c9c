"""The past of a story: what it was after each save, how two texts differ and are merged, and the way back.

`snapshot` says what of a story is kept, `keeping` keeps it at every save, `applying` brings it back.
"""
