using AdminPortal.Data.Postgres;
using Microsoft.EntityFrameworkCore.Design;

namespace AdminPortal.Data;

/// <summary>Lets <c>dotnet ef migrations add NAME --context PortalDbContext</c> create a migration without starting the portal.</summary>
internal sealed class SqliteDesignTimeContext : IDesignTimeDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext(string[] args) =>
        new PortalDatabase(new(DatabaseProvider.Sqlite, "Data Source=design-time.db")).CreateDbContext();
}

/// <summary>The same for <c>--context PostgresPortalDbContext</c>.</summary>
internal sealed class PostgresDesignTimeContext : IDesignTimeDbContextFactory<PostgresPortalDbContext>
{
    public PostgresPortalDbContext CreateDbContext(string[] args) =>
        (PostgresPortalDbContext)
            new PortalDatabase(new(DatabaseProvider.Postgres, "Host=localhost;Database=design_time")).CreateDbContext();
}
