"""督办单 of one's contracts: the open ones first, the gravest before the others."""
