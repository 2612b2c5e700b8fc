namespace AdminPortal.Benchmarks;

/// <summary>The requests of a load: the same one again, or one for each body.</summary>
/// <param name="Bearer">The API key; null for none.</param>
/// <param name="Bodies">JSON of one length; each is sent once. Null if there is none.</param>
internal sealed record HttpRequests(string Method, string Path, string? Bearer = null, IReadOnlyList<string>? Bodies = null);
