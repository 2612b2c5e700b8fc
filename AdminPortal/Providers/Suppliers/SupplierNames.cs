namespace AdminPortal.Providers.Suppliers;

/// <summary>The names of suppliers as people write them.</summary>
internal static class SupplierNames
{
    /// <summary>Such as "Twilio" for <c>twilio</c>, within a sentence.</summary>
    public static string Shown(string name) =>
        name switch
        {
            "twilio" => "Twilio",
            "telnyx" => "Telnyx",
            "retell" => "Retell AI",
            "simulated" => "the simulated supplier",
            _ => name,
        };
}
