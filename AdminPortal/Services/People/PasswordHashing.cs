namespace AdminPortal.Services.People;

/// <summary>Hashing a password is made to be slow: so many at once, and a flood of guesses waits instead of taking every processor.</summary>
internal static class PasswordHashing
{
    private static readonly SemaphoreSlim s_places = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Waits for a place; disposing gives it back.</summary>
    public static async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await s_places.WaitAsync(cancel);
        return new Place();
    }

    private sealed class Place : IDisposable
    {
        public void Dispose() => s_places.Release();
    }
}
