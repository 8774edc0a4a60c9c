"""FILING BY LINK: the door for correspondents who do not log in."""
