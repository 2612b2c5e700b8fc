using AdminPortal.Providers.Suppliers;
using AdminPortal.Providers.Suppliers.Simulated;

namespace AdminPortal.Services.Supply;

/// <summary>Registers buying, stock, top-up and drift.</summary>
internal static class SupplyRegistration
{
    public static IServiceCollection AddSupply(
        this IServiceCollection services,
        SupplierSettings suppliers,
        SupplySettings supply,
        TopUpSettings topUp
    )
    {
        services.AddSingleton<ISimulatedSupplierAccount, SimulatedSupplierAccount>();
        services.AddSuppliers(suppliers);
        services.AddSingleton(s => new SupplierDirectory(s.GetServices<INumberSupplier>(), suppliers.Default));
        services.AddSingleton(supply);
        services.AddSingleton(topUp);
        services.AddSingleton<OfferService>();
        services.AddSingleton<OfferSelection>();
        services.AddSingleton<OrderBook>();
        services.AddSingleton<OrderWorker>();
        services.AddSingleton<OrderService>();
        services.AddSingleton<PurchaseService>();
        services.AddSingleton<ReturnService>();
        services.AddSingleton<DriftService>();
        services.AddSingleton<AssignmentCounts>();
        services.AddSingleton<StockService>();
        services.AddSingleton<TopUpService>();
        return services;
    }
}
