"""时限明细: every clock of the contract, met, missed or running; what the numbers of the statistics open."""
