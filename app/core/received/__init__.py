"""What others have stated, as it arrives: cards as they stand at the centre, documents of other tills, byte for byte."""
