"""What the paper knows and asks of its photos; the picture files are the matter of `articles.images`.

captions   what the trade asks of a caption; pure
credits    who took a picture, read from printed words
lacking    what a photo lacks before its story can pass review
uploads    one upload becomes one loose photo, and is taken back
uses       one picture in several stories, photo news of a loose one
facts      one caption, place, day or credit given to many photos
"""
