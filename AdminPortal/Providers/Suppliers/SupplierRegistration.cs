using AdminPortal.Providers.Suppliers.Retell;
using AdminPortal.Providers.Suppliers.Simulated;
using AdminPortal.Providers.Suppliers.Telnyx;
using AdminPortal.Providers.Suppliers.Twilio;

namespace AdminPortal.Providers.Suppliers;

/// <summary>Registers the suppliers of numbers that are configured.</summary>
internal static class SupplierRegistration
{
    /// <summary>A page of a thousand numbers fits in.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Registers each configured supplier as <see cref="INumberSupplier"/>. The simulated one asks for an
    /// <see cref="ISimulatedSupplierAccount"/>.
    /// </summary>
    public static IServiceCollection AddSuppliers(this IServiceCollection services, SupplierSettings settings)
    {
        services.AddSingleton(settings);
        if (settings.Twilio is { } twilio)
            services.AddTwilioSupplier(twilio);
        if (settings.Telnyx is { } telnyx)
            services.AddTelnyxSupplier(telnyx);
        if (settings.Retell is { } retell)
            services.AddRetellSupplier(retell);
        if (settings.Simulated is { } simulated)
            services.AddSimulatedSupplier(simulated);
        return services;
    }

    public static IServiceCollection AddTwilioSupplier(this IServiceCollection services, TwilioSettings settings)
    {
        services.AddClient(TwilioSupplier.HttpClientName, settings.BaseUrl, settings.Timeout, settings.RetryDelay);
        services.AddClient(TwilioPrices.HttpClientName, settings.PricingBaseUrl, settings.Timeout, settings.RetryDelay);
        return services
            .AddSingleton(settings)
            .AddSingleton<TwilioPrices>()
            .AddSingleton<TwilioSupplier>()
            .AddSingleton<INumberSupplier>(s => s.GetRequiredService<TwilioSupplier>());
    }

    public static IServiceCollection AddTelnyxSupplier(this IServiceCollection services, TelnyxSettings settings)
    {
        services.AddClient(TelnyxSupplier.HttpClientName, settings.BaseUrl, settings.Timeout, settings.RetryDelay);
        return services
            .AddSingleton(settings)
            .AddSingleton<TelnyxSupplier>()
            .AddSingleton<INumberSupplier>(s => s.GetRequiredService<TelnyxSupplier>());
    }

    public static IServiceCollection AddRetellSupplier(this IServiceCollection services, RetellSupplierSettings settings)
    {
        services.AddClient(RetellSupplier.HttpClientName, settings.BaseUrl, settings.Timeout, settings.RetryDelay);
        return services
            .AddSingleton(settings)
            .AddSingleton<RetellSupplier>()
            .AddSingleton<INumberSupplier>(s => s.GetRequiredService<RetellSupplier>());
    }

    public static IServiceCollection AddSimulatedSupplier(this IServiceCollection services, SimulatedSupplierSettings settings)
    {
#pragma warning disable RS0030 // Which simulated calls fail is seeded in tests, and left to chance in the portal.
        return services.AddSingleton<INumberSupplier>(s => new SimulatedSupplier(
            s.GetRequiredService<ISimulatedSupplierAccount>(),
            settings,
            s.GetRequiredService<TimeProvider>(),
            Random.Shared
        ));
#pragma warning restore RS0030
    }

    private static void AddClient(this IServiceCollection services, string name, Uri baseUrl, TimeSpan timeout, TimeSpan retryDelay) =>
        services.AddResilientClient(name, baseUrl, timeout, retryDelay, MostBytes);
}
