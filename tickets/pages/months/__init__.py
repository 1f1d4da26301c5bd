"""月度会商: a month of findings under a contract, judged, served, answered and settled on one page."""
