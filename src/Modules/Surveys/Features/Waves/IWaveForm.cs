using Crm.Contracts.Customers;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.Waves;

/// <summary>What the fields of a wave need, whether it is planned or changed.</summary>
internal interface IWaveForm
{
    WaveInput Form { get; }

    /// <summary>Nothing has been sent: whom it asks can still be changed.</summary>
    bool Early { get; }

    IReadOnlyList<Choice> Segments { get; }

    static async Task<IReadOnlyList<Choice>> ChoicesOf(ICustomerSegments segments, CancellationToken ct) =>
        [.. (await segments.Usable(ct)).Select(s => new Choice(s.Id, s.Name))];
}
