"""Tables as people keep them, CSV and XLSX: read with suspicion and bounded memory, written so that no cell is a formula."""
