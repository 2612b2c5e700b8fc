using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;

namespace AdminPortal.Services.Bulk;

/// <summary>Processes a plan in batches, each in one transaction with its ledger and audit rows, by the rules of single actions.</summary>
public sealed class BulkWork(PortalWriter writer, NumberService service, ILogger<BulkWork> log)
{
    /// <summary>Numbers per transaction, so that provisioning does not wait long.</summary>
    private const int MostAtOnce = 50;

    /// <summary>Failed batches in a row after which the job stops.</summary>
    private const int MostFailures = 8;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(400);

    internal async Task RunAsync(BulkJob job)
    {
        try
        {
            await WorkAsync(job);
        }
        catch (Exception error)
        {
            log.LogError(error, "A bulk action failed after {Changed}", job.Changed);
            job.End(BulkState.Stopped, "Something went wrong, and the error has been logged. Changes made so far stay.");
        }
    }

    private async Task WorkAsync(BulkJob job)
    {
        var places = Enumerable.Range(0, job.Plan.Numbers.Count).Where(i => job.Plan.CanChange(job.Plan.Numbers[i].Status)).ToList();
        var (next, size, failures) = (0, MostAtOnce, 0);
        while (next < places.Count)
        {
            if (job.IsCancelled)
            {
                job.End(BulkState.Cancelled);
                return;
            }

            var batch = places.GetRange(next, Math.Min(size, places.Count - next));
            var result = await DoAsync(job, batch);
            if (result.IsDone)
            {
                failures = 0;
                size = Math.Min(MostAtOnce, size * 2);
                foreach (var (place, reason) in result.Value)
                    job.Skips[place] = reason;
                next += batch.Count;
                job.Advance(batch[^1] + 1, batch.Count, batch.Count - result.Value.Count);
            }
            else if (result.Refusal is Refusal.Unavailable { MayHaveHappened: true })
            {
                foreach (var place in batch)
                    job.Skips[place] = "The database connection was lost while saving: check whether it changed";
                next += batch.Count;
                job.Advance(batch[^1] + 1, batch.Count, 0);
            }
            else if (++failures == MostFailures)
            {
                job.End(BulkState.Stopped, result.Refusal.Message);
                return;
            }
            else
            {
                // Under contention, a smaller batch is more likely to succeed.
                size = Math.Max(1, size / 2);
                await Task.Delay(s_pause);
            }
        }

        job.End(BulkState.Finished);
    }

    /// <summary>Processes one batch. A number that changed since the user decided is skipped.</summary>
    /// <returns>The skipped positions, with reasons.</returns>
    private Task<Outcome<List<(int Place, string Reason)>>> DoAsync(BulkJob job, List<int> batch) =>
        writer.RunAsync<List<(int, string)>>(
            job.Actor,
            async write =>
            {
                var cancel = CancellationToken.None;
                var numbers = batch.ConvertAll(place => job.Plan.Numbers[place].Number.ToString());
                var rows = await NumberLoading.LoadManyAsync(write, numbers, cancel);
                var command = NumberCommand.Of(job.Plan.Action, text: job.Reason);
                var skipped = new List<(int, string)>();
                for (var i = 0; i < batch.Count; i++)
                {
                    var (place, number) = (batch[i], numbers[i]);
                    if (!rows.TryGetValue(number, out var row))
                        skipped.Add((place, "No longer in the inventory"));
                    else if (row.RowVersion != job.Plan.Numbers[place].Version)
                        skipped.Add((place, $"Changed meanwhile: it is {await NumberLoading.StateAsync(write, row, cancel)}"));
                    else if (await service.ApplyAsync(write, row, command, cancel) is { } refusal)
                        skipped.Add((place, refusal.Message));
                }

                return skipped;
            },
            CancellationToken.None
        );
}
