namespace AdminPortal.Services.Import.Uploads;

/// <summary>Hands each report on at once; <see cref="Progress{T}"/> would queue them.</summary>
internal sealed class Steps(Action<ImportProgress> take) : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => take(value);
}
