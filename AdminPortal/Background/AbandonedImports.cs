using AdminPortal.Services;
using AdminPortal.Services.Import;

namespace AdminPortal.Background;

/// <summary>Marks imports as failed whose process is gone: after a crash at the next start, and those of other processes in time.</summary>
internal sealed class AbandonedImports(ImportService imports, StartupState startup, TimeProvider clock, ILogger<AbandonedImports> log)
    : Loop(TimeSpan.FromMinutes(10), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel) => imports.MarkAbandonedAsync(cancel);
}
