namespace AdminPortal.Services.Import.Csv;

/// <summary>Which columns a person says hold what, where the guess from the content is wrong.</summary>
/// <param name="NumberColumn">The index of the column with the numbers.</param>
/// <param name="NoteColumn">The index of the column with the notes; null takes none.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
public sealed record CsvColumnChoice(int NumberColumn, int? NoteColumn, bool HasHeader);
