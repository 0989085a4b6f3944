"""The law of papers: what each must say, in which words, under which number. Pure."""
