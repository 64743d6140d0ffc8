"""A web page, read: its tree, what it says about itself, its article and the kinds of the article's blocks."""
