namespace AdminPortal.Benchmarks;

/// <summary>Loads a server over HTTP: with <c>wrk</c> where it is installed, because it leaves the processors to the server.</summary>
internal abstract class HttpLoad
{
    /// <summary>wrk, or the own client, whose cost makes every server look slower, and fast ones most.</summary>
    public static HttpLoad Find() => WrkLoad.IsInstalled ? new WrkLoad() : new ClientLoad();

    public abstract string Name { get; }

    /// <summary>Sends requests for this long.</summary>
    /// <exception cref="InvalidOperationException">A response was not 2xx, or there were too few bodies.</exception>
    public abstract Task<Load> RunAsync(int port, int connections, TimeSpan length, HttpRequests requests);
}
