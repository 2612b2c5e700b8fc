using AdminPortal.Services;
using AdminPortal.Services.Import.Uploads;

namespace AdminPortal.Background;

/// <summary>Takes away uploaded files that nobody came back for.</summary>
internal sealed class AbandonedUploads(UploadService uploads, StartupState startup, TimeProvider clock, ILogger<AbandonedUploads> log)
    : Loop(TimeSpan.FromMinutes(1), startup, clock, log)
{
    protected override Task TurnAsync(CancellationToken cancel)
    {
        uploads.RemoveAbandoned();
        return Task.CompletedTask;
    }
}
