"""What the computer could not do, and what the program did wrong, as problems that people can act on."""

from __future__ import annotations

import errno

from tally.domain.message import say
from tally.domain.problem import Problem, error


def failure_problem(failure: Exception, where: str = "") -> Problem:
    """Return T901 no permission, T902 the disk is full, T903 no memory, T904 another failure of files, T909 a bug.

    The place is `where`, or else the file that the system names.

    >>> failure_problem(PermissionError(errno.EACCES, "denied", "out/result.json")).place
    'out/result.json'
    """
    if isinstance(failure, MemoryError):
        return error("T903", where, say("内存不足"), say("关闭其他程序，或换一台内存大的电脑"))
    if not isinstance(failure, OSError):
        found = say("程序内部错误（{kind}）", kind=type(failure).__name__)
        return error("T909", where, found, say("请保留输入文件并报告；加 --verbose 可看到详情"))
    where = where or str(failure.filename or "")
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return error("T901", where, say("没有权限"), say("换一个可写的文件夹，或关闭占用它的程序"))
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return error("T902", where, say("磁盘已满"), say("腾出空间后再试"))
    reason = failure.strerror or type(failure).__name__
    return error("T904", where, say("读写文件出错：{reason}", reason=reason), say("检查文件和磁盘后再试"))
