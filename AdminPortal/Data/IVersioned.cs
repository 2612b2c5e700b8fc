namespace AdminPortal.Data;

/// <summary>A row with optimistic concurrency: every change increments its version, and the database rejects any that does not.</summary>
public interface IVersioned
{
    /// <summary>1 for a new row. Set by <see cref="RowVersionInterceptor"/>, checked by the database's guards.</summary>
    long RowVersion { get; set; }
}
