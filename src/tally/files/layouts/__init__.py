"""Layouts (录入表的样式): each a small reader that arranges what people bring as a matrix, a ballot a row.

One chain then reads every matrix (`tally.files.matrix`), and each cell still knows where it stood in the sheet.
"""
