using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Retell;
using AdminPortal.Providers.Suppliers.Telnyx;
using AdminPortal.Providers.Suppliers.Twilio;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Providers.Suppliers;

/// <summary>A supplier as the portal registers it, and the stub that it calls.</summary>
internal sealed class SupplierPortal : IAsyncDisposable
{
    public static readonly string[] Real = [TwilioSupplier.SupplierName, TelnyxSupplier.SupplierName, RetellSupplier.SupplierName];

    private readonly ServiceProvider _services;
    private readonly IAsyncDisposable _stub;

    private SupplierPortal(IAsyncDisposable stub, ServiceProvider services) => (_stub, _services) = (stub, services);

    public INumberSupplier Supplier => _services.GetRequiredService<INumberSupplier>();

    public SupplierStub Stub => (SupplierStub)_stub;
    public TwilioStub Twilio => (TwilioStub)_stub;
    public TelnyxStub Telnyx => (TelnyxStub)_stub;
    public RetellStub Retell => (RetellStub)_stub;

    public CallFaults Faults => _stub is RetellStub retell ? retell.Faults : Stub.Faults;

    /// <summary>How often the call that buys arrived.</summary>
    public int PurchaseCalls => _stub is RetellStub retell ? retell.Calls.Count(c => c.Route == PurchaseRoute) : Stub.Purchases.Count;

    public string PurchaseRoute => _stub is RetellStub ? "POST /create-phone-number" : Stub.PurchaseRoute;

    public IReadOnlyList<string> Owned => _stub is RetellStub retell ? [.. retell.Numbers.Select(n => n.Number)] : Stub.Owned;

    /// <summary>Starts a supplier that offers the number.</summary>
    /// <param name="timeout">Long by default, so that a busy machine is no fault; short where a test wants one.</param>
    public static async Task<SupplierPortal> StartAsync(
        string supplier,
        string offered = "+18885550100",
        TimeSpan? timeout = null,
        string? key = null,
        Uri? url = null,
        string? trunk = null,
        TimeProvider? clock = null
    )
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock ?? TimeProvider.System);
        var wait = timeout ?? TimeSpan.FromSeconds(30);
        var delay = TimeSpan.FromMilliseconds(1);
        switch (supplier)
        {
            case TwilioSupplier.SupplierName:
                var twilio = await TwilioStub.StartAsync();
                twilio.Offered.Add(offered);
                services.AddTwilioSupplier(
                    new TwilioSettings
                    {
                        AccountSid = TwilioStub.AccountSid,
                        AuthToken = key ?? TwilioStub.AuthToken,
                        BaseUrl = url ?? twilio.Url,
                        PricingBaseUrl = url ?? twilio.Url,
                        TrunkSid = trunk,
                        Timeout = wait,
                        RetryDelay = delay,
                    }
                );
                return new(twilio, services.BuildServiceProvider());
            case TelnyxSupplier.SupplierName:
                var telnyx = await TelnyxStub.StartAsync();
                telnyx.Offered.Add(offered);
                services.AddTelnyxSupplier(
                    new TelnyxSettings
                    {
                        ApiKey = key ?? TelnyxStub.ApiKey,
                        BaseUrl = url ?? new Uri(telnyx.Url, "v2"),
                        ConnectionId = trunk,
                        Timeout = wait,
                        RetryDelay = delay,
                    }
                );
                return new(telnyx, services.BuildServiceProvider());
            default:
                var retell = await RetellStub.StartAsync();
                services.AddRetellSupplier(
                    new RetellSupplierSettings
                    {
                        ApiKey = key ?? RetellStub.ApiKey,
                        BaseUrl = url ?? retell.Url,
                        Timeout = wait,
                        RetryDelay = delay,
                    }
                );
                return new(retell, services.BuildServiceProvider());
        }
    }

    public void RunOutOfFunds()
    {
        if (_stub is RetellStub retell)
            retell.HasFunds = false;
        else
            Stub.HasFunds = false;
    }

    /// <summary>Sells the number to somebody else.</summary>
    public void SellElsewhere(string number)
    {
        if (_stub is RetellStub retell)
            retell.SellElsewhere(number);
        else
            Stub.Offered.Remove(number);
    }

    public bool ListsLag
    {
        set
        {
            if (_stub is RetellStub retell)
                retell.ListsLag = value;
            else
                Stub.ListsLag = value;
        }
    }

    public int LargestPage
    {
        set
        {
            if (_stub is RetellStub retell)
                retell.LargestPage = value;
            else
                Stub.LargestPage = value;
        }
    }

    /// <summary>Adds a number as if somebody had bought it in the supplier's own pages.</summary>
    public void Add(string number)
    {
        switch (_stub)
        {
            case TwilioStub twilio:
                twilio.Add(number);
                break;
            case TelnyxStub telnyx:
                telnyx.Add(number);
                break;
            default:
                Retell.SetNumber(number);
                break;
        }
    }

    public void FinishLate()
    {
        if (_stub is RetellStub retell)
            retell.FinishLate();
        else
            Stub.FinishLate();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _stub.DisposeAsync();
    }
}
