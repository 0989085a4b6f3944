"""One file for each page a clerk opens: the counter, a case, its papers, the lists, the hand-over desk."""
