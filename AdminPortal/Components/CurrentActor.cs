using AdminPortal.Services;

namespace AdminPortal.Components;

/// <summary>As whom the pages of this circuit act; every call of a service takes its <see cref="Actor"/> from here.</summary>
internal sealed class CurrentActor
{
    /// <summary>The local operator: <see cref="PageGate"/> lets nobody else reach a page.</summary>
    public Actor Actor { get; } = Actor.LocalOperator;
}
