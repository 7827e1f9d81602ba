"""Do the pages of a review show what is so, and is nothing lost that somebody gave?"""
