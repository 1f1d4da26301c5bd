"""取证包: an order or one breach as an archive that is checked without the service, by the program that it carries."""
