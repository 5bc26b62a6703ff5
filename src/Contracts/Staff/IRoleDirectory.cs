namespace Crm.Contracts.Staff;

/// <summary>Reads the roles of the installation, for what people share with the holders of one. Answers come from a short cache.</summary>
public interface IRoleDirectory
{
    /// <summary>Names of all roles by id, in the reader's language.</summary>
    Task<IReadOnlyDictionary<long, string>> Names(CancellationToken ct);

    /// <summary>The roles a person holds.</summary>
    Task<IReadOnlyList<long>> Of(long staffId, CancellationToken ct);
}
