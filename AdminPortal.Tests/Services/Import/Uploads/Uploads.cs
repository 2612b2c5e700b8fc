using System.Text;
using AdminPortal.Services;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Import.Uploads;

/// <summary>Uploads for tests, and waiting for their results.</summary>
internal static class Uploads
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Announces and sends a file.</summary>
    public static async Task<Guid> SendAsync(this TestPortal portal, byte[] file, string name = "numbers.csv", Actor? actor = null)
    {
        var uploads = portal.Get<UploadService>();
        var id = (await uploads.AnnounceAsync(actor ?? TestPortal.Admin, name, file.Length, Cancel)).Value!.Id;
        var received = await uploads.ReceiveAsync(actor ?? TestPortal.Admin, id, new MemoryStream(file), Cancel);
        Assert.True(received.IsDone, received.ToString());
        return id;
    }

    public static Task<Guid> SendAsync(this TestPortal portal, string text, string name = "numbers.csv", Actor? actor = null) =>
        portal.SendAsync(Encoding.UTF8.GetBytes(text), name, actor);

    /// <summary>Sends a file and waits until it is checked.</summary>
    public static async Task<UploadRecord> LookThroughAsync(this TestPortal portal, byte[] file, string name = "numbers.csv") =>
        await portal.UntilAsync(await portal.SendAsync(file, name), UploadStage.Ready, UploadStage.Unreadable);

    public static Task<UploadRecord> LookThroughAsync(this TestPortal portal, string text, string name = "numbers.csv") =>
        portal.LookThroughAsync(Encoding.UTF8.GetBytes(text), name);

    /// <summary>The upload; null if there is none.</summary>
    public static UploadRecord? Upload(this TestPortal portal, Guid id) =>
        portal.Get<UploadService>().List(TestPortal.Admin).Value!.FirstOrDefault(u => u.Id == id);

    /// <summary>Waits until an upload is at one of these stages.</summary>
    public static async Task<UploadRecord> UntilAsync(this TestPortal portal, Guid id, params UploadStage[] stages)
    {
        var reached = new TaskCompletionSource<UploadRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = portal
            .Get<ChangeFeed>()
            .Subscribe(change =>
            {
                if (change.Kind == ChangeKind.Uploads)
                    Look();
            });
        Look();
        return await reached.Task.WaitAsync(s_patience, Cancel);

        void Look()
        {
            if (portal.Upload(id) is { } upload && stages.Contains(upload.Stage))
                reached.TrySetResult(upload);
        }
    }
}

/// <summary>Blocks the next import just after its start, for as long as a test needs.</summary>
internal sealed class HeldImport : IDisposable
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _goOn = new();
    private readonly IDisposable _listening;
    private int _met;

    public HeldImport(TestPortal portal)
    {
        // Called on the import's thread.
        _listening = portal
            .Get<ChangeFeed>()
            .Subscribe(change =>
            {
                if (change.Kind != ChangeKind.Imports || Interlocked.Increment(ref _met) > 1)
                    return;
                _held.SetResult();
                _goOn.Wait(TimeSpan.FromSeconds(60));
            });
    }

    /// <summary>Completes when the import has started and is blocked.</summary>
    public Task Held => _held.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void GoOn() => _goOn.Set();

    public void Dispose()
    {
        _listening.Dispose();
        _goOn.Set();
    }
}
