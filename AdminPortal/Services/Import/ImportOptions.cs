namespace AdminPortal.Services.Import;

/// <summary>How a file is to be imported.</summary>
/// <param name="DryRun">Counts what would be added, and adds nothing.</param>
/// <param name="FileName">What the file is called, for the list of imports.</param>
public sealed record ImportOptions(ImportMode Mode = ImportMode.Skip, bool DryRun = false, string? FileName = null);
