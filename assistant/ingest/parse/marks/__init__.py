"""What letters mean by where and how they stand: raised and lowered marks, formulas, symbols of fonts, boxes to tick.

May import: nothing else of ours."""
