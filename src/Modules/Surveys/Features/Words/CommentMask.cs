using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Platform.Privacy;

namespace Crm.Surveys.Features.Words;

/// <summary>Comments as everybody may read them: without the names of the customer, of contacts and of colleagues, and without what else identifies people.</summary>
internal sealed class CommentMask(ICustomerDirectory customers, IStaffDirectory staff)
{
    /// <summary>So many names are remembered from one batch to the next.</summary>
    const int Most = 5000;

    readonly Dictionary<long, string[]> names = [];
    IReadOnlyList<string>? colleagues;

    /// <summary>Gets ready for comments of these customers.</summary>
    public async Task For(IEnumerable<long?> customerIds, CancellationToken ct)
    {
        colleagues ??= [.. (await staff.Everyone(ct)).Values.Select(p => p.Name)];
        if (names.Count > Most) names.Clear();
        var unknown = customerIds.OfType<long>().Where(id => !names.ContainsKey(id)).Distinct().ToList();
        if (unknown.Count == 0) return;
        var people = await customers.PeopleOf(unknown, ct);
        foreach (var id in unknown) names[id] = [.. people[id]];
    }

    public string Of(string text, long? customerId) =>
        Deidentify.Text(text, customerId is { } id && names.TryGetValue(id, out var people) ? [.. people, .. colleagues ?? []] : colleagues ?? []);
}
