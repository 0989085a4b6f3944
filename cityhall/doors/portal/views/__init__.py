"""One file a matter: finding, applying, materials, one's own cases, papers, inbox, profile, public progress."""
