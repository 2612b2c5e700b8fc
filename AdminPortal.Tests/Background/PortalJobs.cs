using AdminPortal.Background;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdminPortal.Tests.Background;

/// <summary>The jobs as the product registers them.</summary>
internal static class PortalJobs
{
    /// <summary>A periodic job of a test's portal; the test starts and stops it.</summary>
    public static PeriodicJob Job(this TestPortal portal, string name)
    {
        var registered = new ServiceCollection();
        registered.AddPortalBackground(portal.Get<IConfiguration>());
        return registered
            .Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory is not null)
            .Select(s => s.ImplementationFactory!(portal.Get<IServiceProvider>()))
            .OfType<PeriodicJob>()
            .Single(j => j.Name == name);
    }

    /// <summary>Moves the clock step by step until the condition holds; fails with the message after half a minute.</summary>
    public static async Task AdvanceUntilAsync(Action<TimeSpan> advance, TimeSpan step, Func<Task<bool>> isDone, string message)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await isDone())
        {
            Assert.True(DateTime.UtcNow < deadline, message);
            advance(step);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
