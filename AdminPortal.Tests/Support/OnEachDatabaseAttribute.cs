using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace AdminPortal.Tests.Support;

/// <summary>Runs a theory once on each database that the portal supports.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            new TheoryDataRow(TestDatabase.Sqlite),
            new TheoryDataRow(TestDatabase.Postgres),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
