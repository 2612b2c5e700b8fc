using System.Data.Common;
using AdminPortal.Data;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Services.Import;

/// <summary>The dependencies of an import.</summary>
internal sealed record ImportTools(PortalDatabase Database, WriteGate Gate, ChangeFeed Feed);

/// <summary>One import in progress: reads the rows of an inspected file and handles them according to its mode.</summary>
internal abstract class ImportJob(ImportTools tools, ImportRows rows, ImportStamp stamp) : IAsyncDisposable
{
    /// <summary>How often a busy database is retried once the import has begun.</summary>
    private const int MostTries = 5;

    private readonly RejectBuffer _rejects = new(rows.Format);
    private DbConnection? _connection;

    protected ImportTools Tools => tools;
    protected ImportRows Rows => rows;
    protected ImportStamp Stamp => stamp;

    /// <summary>Notices about how the file is read.</summary>
    public IReadOnlyList<string> Notices => rows.Format.Notices;

    /// <summary>The counts so far; added numbers only if committed.</summary>
    public ImportTally Tally { get; protected set; }

    /// <summary>The connection for slices with their own transactions; open after <see cref="OpenAsync"/>.</summary>
    protected ImportStore Store { get; private set; } = null!;

    /// <summary>Reads the file to its end and does everything except the last transaction.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await OpenAsync(cancel);
        var run = new NumberRun(rows.Total);
        using var reader = rows.Open();
        while (reader.TryRead(out var row))
        {
            Count(row.Reading, cancel);
            if (!row.Reading.IsNumber)
            {
                _rejects.Add(row);
                if (_rejects.IsFull)
                    await SaveRejectsAsync(cancel);
                continue;
            }

            if (run.TryAdd(row.Reading.Number, row.Note, row.Reading.Warning))
                continue;
            await TakeAsync(run, isLast: false, cancel);
            run.Clear();
            run.TryAdd(row.Reading.Number, row.Note, row.Reading.Warning);
        }

        await SaveRejectsAsync(cancel);
        await TakeAsync(run, isLast: true, cancel);
    }

    /// <summary>The part that belongs to the last transaction; repeated with it. Returns the final counts.</summary>
    public virtual Task<ImportTally> FinishAsync(PortalWrite write, CancellationToken cancel) => Task.FromResult(Tally);

    public virtual async ValueTask DisposeAsync()
    {
        if (_connection is null)
            return;
        await Store.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>Handles a full run, or the last one, according to the mode.</summary>
    protected abstract Task TakeAsync(NumberRun run, bool isLast, CancellationToken cancel);

    /// <summary>Runs one transaction on the job's own connection; repeats it if another writer was in the way.</summary>
    protected async Task<T> WriteAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var turn = await tools.Gate.EnterAsync(cancel);
                await Store.BeginAsync(cancel);
                try
                {
                    var result = await work();
                    await Store.CommitAsync();
                    return result;
                }
                catch
                {
                    await RollbackAsync();
                    throw;
                }
            }
            catch (Exception error) when ((DatabaseErrors.IsLostRace(error) || IsBusy(error)) && attempt < MostTries)
            {
                await Task.Delay(Chance.Between(1, 20 * attempt), cancel);
            }
        }
    }

    private void Count(in NumberReading reading, CancellationToken cancel)
    {
        var (rejected, warned) = (reading.IsNumber ? 0 : 1, reading.Warning is null ? 0 : 1);
        Tally = Tally with { Read = Tally.Read + 1, Rejected = Tally.Rejected + rejected, Warnings = Tally.Warnings + warned };
        if (Tally.Read % 4096 != 0)
            return;
        cancel.ThrowIfCancellationRequested();
        rows.ReportChecked(Tally.Read);
    }

    private async Task OpenAsync(CancellationToken cancel)
    {
        _connection = await tools.Database.OpenConnectionAsync(cancel);
        Store = ImportStore.On(_connection, null);
        await Store.PrepareAsync(cancel);
    }

    private async Task SaveRejectsAsync(CancellationToken cancel)
    {
        if (_rejects.Rows.Count == 0)
            return;
        await WriteAsync<bool>(
            async () =>
            {
                await Store.AddRejectsAsync(stamp.Id, _rejects.Rows, cancel);
                await Store.SaveTallyAsync(stamp.Id, Tally, cancel);
                return true;
            },
            cancel
        );
        _rejects.Clear();
    }

    private async Task RollbackAsync()
    {
        try
        {
            await Store.RollbackAsync();
        }
        catch (DbException)
        {
            // The connection is broken, or the database has already rolled back; the first error is more useful.
        }
    }

    private static bool IsBusy(Exception error) => error is DatabaseUnavailableException or SqliteException { SqliteErrorCode: 5 or 6 };
}
