namespace AdminPortal.Services.Import.Csv;

/// <summary>The columns that a user chose instead of the detected ones.</summary>
/// <param name="NumberColumn">The index of the column with the numbers.</param>
/// <param name="NoteColumn">The index of the column with the notes; null for none.</param>
/// <param name="HasHeader">Whether the first record contains the column names.</param>
public sealed record CsvColumnChoice(int NumberColumn, int? NoteColumn, bool HasHeader);
