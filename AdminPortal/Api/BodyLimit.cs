using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>Limits of body sizes; the server refuses larger ones with 413 without reading them.</summary>
internal static class BodyLimit
{
    /// <summary>1 MB: more than enough for a thousand numbers.</summary>
    public static readonly RequestSizeLimitAttribute Json = new(1024 * 1024);

    /// <summary>4 MB: the event at the end of a call contains the whole transcript, each word with its time.</summary>
    public static readonly RequestSizeLimitAttribute Call = new(4 * 1024 * 1024);

    /// <summary>No limit for number files, which are streamed.</summary>
    public static readonly DisableRequestSizeLimitAttribute None = new();
}
