"""Pictures by a private link that the house has begun to use: neither lost nor read through the link."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TransactionTestCase

from articles.models import Article, Photo
from articles.photos import uses
from filing import pictures
from filing.models import FilingLink, KeptPicture
from people.models import Person
from tests.make import LONG_AGO, make_article, make_person, make_picture
from tests.test_filing_link import KEY, LinkTests, upload


class PictureTests(LinkTests):
    def setUp(self) -> None:
        super().setUp()
        self.send_picture()
        self.photo = Photo.objects.get()
        self.key = self.photo.upload_key

    def take_out(self) -> Any:
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address, self.fields(_drop=str(self.key)))

    def use(self) -> Photo:
        story = make_article("另一篇", status=Article.Status.SUBMITTED, desk=self.desk)
        return uses.use_in(self.photo, story, by=self.editor)

    def is_stored(self) -> bool:
        return default_storage.exists(self.photo.image.name or "")


class TakenOutTests(PictureTests):
    def test_its_file_goes_with_it(self) -> None:
        self.take_out()
        self.assertFalse(Photo.objects.exists() or self.is_stored())

    def test_the_original_stays_where_the_picture_stands_in_a_story(self) -> None:
        use = self.use()
        self.take_out()
        self.assertTrue(self.is_stored())
        self.assertEqual(Photo.objects.get(), use)

    def test_what_the_staff_have_worked_on_stays_in_the_library(self) -> None:
        Photo.objects.update(caption="图为田庄镇的麦田", version=2)
        self.assertNotContains(self.take_out(), str(self.key))
        self.assertTrue(Photo.objects.exists() and self.is_stored())
        self.assertFalse(KeptPicture.objects.exists())

    def test_sent_again_after_that_it_is_on_the_form_again_and_no_second_photo(self) -> None:
        Photo.objects.update(caption="图为田庄镇的麦田", version=2)
        self.take_out()
        self.assertContains(self.send_picture(), str(self.key))
        self.assertEqual(Photo.objects.count(), 1)


class ForgottenTests(PictureTests):
    def test_the_original_stays_where_the_picture_stands_in_a_story(self) -> None:
        use = self.use()
        KeptPicture.objects.update(at=LONG_AGO)
        with self.captureOnCommitCallbacks(execute=True):
            self.send_picture(upload(width=60), key=str(uuid.uuid4()))
        self.assertTrue(self.is_stored())
        self.assertFalse(Photo.objects.filter(pk=self.photo.pk).exists())
        self.assertTrue(Photo.objects.filter(pk=use.pk).exists())


class SentAgainTests(PictureTests):
    def test_of_a_picture_on_another_story_nothing_is_told(self) -> None:
        Photo.objects.update(article=make_article("另一篇"), caption="尚未见报的说明", version=2)
        response = self.send_picture()
        self.assertEqual(response.status_code, 400)
        self.assertNotIn("尚未见报", response.content.decode())
        self.assertEqual(Photo.objects.count(), 1)

    def test_nor_after_its_place_on_the_form_was_swept(self) -> None:
        Photo.objects.update(article=make_article("另一篇"), caption="尚未见报的说明", version=2)
        KeptPicture.objects.all().delete()
        response = self.send_picture()
        self.assertEqual(response.status_code, 400)
        self.assertNotIn("尚未见报", response.content.decode())

    def test_the_caption_that_the_staff_wrote_is_not_shown(self) -> None:
        Photo.objects.update(caption="编辑写的说明", version=2)
        for response in (self.send_picture(), self.client.get(self.address, {"key": KEY})):
            self.assertContains(response, str(self.key))
            self.assertNotContains(response, "编辑写的说明")


class Watched(SimpleUploadedFile):
    """An upload that notes whether it is read while a transaction is open."""

    is_read_in_a_transaction = False

    def read(self, *size: int) -> bytes:
        self.is_read_in_a_transaction |= connection.in_atomic_block
        data: bytes = super().read(*size)
        return data


class LockTests(TransactionTestCase):
    def test_nobody_waits_for_a_picture_to_be_decoded(self) -> None:
        """On SQLite an open transaction that writes holds up every other writer of the house."""
        person = make_person("安宁", Person.Kind.CORRESPONDENT)
        file = Watched("麦田.jpg", make_picture().read(), "image/jpeg")
        pictures.keep(FilingLink.objects.create(person=person), uuid.uuid4(), file)
        self.assertTrue(KeptPicture.objects.exists())
        self.assertFalse(file.is_read_in_a_transaction)
