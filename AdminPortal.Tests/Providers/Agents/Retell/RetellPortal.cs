using AdminPortal.Providers.Agents;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Providers.Agents.Retell;

/// <summary>The Retell provider as the portal creates it, and its stub.</summary>
internal sealed class RetellPortal : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RetellPortal(RetellStub stub, ServiceProvider services) => (Stub, _services) = (stub, services);

    public RetellStub Stub { get; }

    public IAgentProvider Provider => _services.GetRequiredService<IAgentProvider>();

    /// <param name="timeout">Long by default, for busy machines; short if a test needs it.</param>
    public static async Task<RetellPortal> StartAsync(
        TimeSpan? timeout = null,
        TimeProvider? clock = null,
        string? trunk = "trunk.pstn.example.com",
        string key = RetellStub.ApiKey,
        Uri? webhook = null,
        Uri? url = null,
        ILoggerProvider? log = null
    )
    {
        var stub = await RetellStub.StartAsync(clock);
        var services = new ServiceCollection().AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            if (log is not null)
                logging.AddProvider(log);
        });
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddRetell(
            new RetellSettings
            {
                ApiKey = key,
                BaseUrl = url ?? stub.Url,
                Timeout = timeout ?? TimeSpan.FromSeconds(30),
                TerminationUri = trunk,
                SipUsername = "sip-user",
                SipPassword = "sip-password",
                WebhookUrl = webhook,
                RetryDelay = TimeSpan.FromMilliseconds(1),
            }
        );
        return new(stub, services.BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Stub.DisposeAsync();
    }
}
