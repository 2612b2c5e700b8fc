using AdminPortal.Settings;

namespace AdminPortal.Services.Supply;

/// <summary>How orders and suppliers are looked after: the settings under <c>Suppliers</c> that are not one supplier's own.</summary>
/// <param name="ReconcileInterval">How often open orders are looked at.</param>
/// <param name="Settle">
/// For how long after a call without an answer the purchase may still turn up; "not found" before that concludes nothing.
/// Longer than a call takes.
/// </param>
/// <param name="DriftInterval">How often the inventory is compared with the suppliers.</param>
public sealed record SupplySettings(TimeSpan ReconcileInterval, TimeSpan Settle, TimeSpan DriftInterval)
{
    /// <summary>A call may end so long after its timeout, on a busy machine.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(5);

    /// <param name="callTimeout">
    /// <c>Suppliers:TimeoutSeconds</c>: nothing is concluded while the call that buys may still be running in another process.
    /// </param>
    public static SupplySettings Read(SettingReader reader, TimeSpan callTimeout)
    {
        var settle = TimeSpan.FromSeconds(reader.Whole("Suppliers:SettleSeconds", 300, 1, 86_400, "seconds"));
        return new(
            TimeSpan.FromSeconds(reader.Whole("Suppliers:ReconcileSeconds", 30, 1, 3600, "seconds")),
            settle > callTimeout + s_margin ? settle : callTimeout + s_margin,
            TimeSpan.FromSeconds(reader.Whole("Suppliers:DriftSeconds", 3600, 1, 86_400, "seconds"))
        );
    }
}
