using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>How large a body may be; the server refuses what is larger with 413 before it is read.</summary>
internal static class BodyLimit
{
    /// <summary>1 MB: a thousand numbers with room to spare.</summary>
    public static readonly RequestSizeLimitAttribute Json = new(1024 * 1024);

    /// <summary>4 MB: the end of a call brings the whole talk along, each word with its time.</summary>
    public static readonly RequestSizeLimitAttribute Call = new(4 * 1024 * 1024);

    /// <summary>A file of numbers may be of any size: it is never held in memory.</summary>
    public static readonly DisableRequestSizeLimitAttribute None = new();
}
