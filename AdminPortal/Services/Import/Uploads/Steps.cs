namespace AdminPortal.Services.Import.Uploads;

/// <summary>Forwards each report immediately; <see cref="Progress{T}"/> would queue them.</summary>
internal sealed class Steps(Action<ImportProgress> take) : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => take(value);
}
