using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys.Reports;

public sealed class MeanIntervalTests
{
    /// <summary>NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2, ZARR13.DAT: N = 195, mean 9.261460, s = 0.022789; 95 %: 9.258242 to 9.264679.</summary>
    [Fact]
    public void It_is_the_one_of_the_handbook()
    {
        var interval = new Moments(195, 9.261460, 0.022789 * 0.022789).Interval!;
        Assert.Equal(9.258242, interval.Low, 5e-6);
        Assert.Equal(9.264679, interval.High, 5e-6);
        Assert.Null(Moments.Of(Distribution.Of([4]))!.Interval);
    }
}
