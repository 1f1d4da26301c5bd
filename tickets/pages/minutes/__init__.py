"""会商纪要: several times settled at once by both leads."""
