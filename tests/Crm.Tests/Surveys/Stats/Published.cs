using System.Globalization;
using Crm.Surveys.Domain.Stats;

namespace Crm.Tests.Surveys.Stats;

/// <summary>Small data sets that textbooks and manuals compute with.</summary>
internal static class Published
{
    /// <summary>Chatterjee and Price, Regression Analysis by Example (1977); R's datasets::attitude: rating, complaints, privileges, learning, raises, critical, advance.</summary>
    public static double[][] Attitude { get; } = Columns(7, """
        43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47  43 55 49 44 54 49 34
        58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41  64 53 53 58 58 67 34  67 60 47 39 59 74 41
        69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46  81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60
        65 70 46 57 75 85 46  50 58 68 54 64 78 52  50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49
        63 54 42 48 66 75 33  66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
        """);

    /// <summary>J. W. Longley, JASA 62 (1967), as in NIST's Statistical Reference Datasets: employed, deflator, GNP, unemployed, armed forces, population, year.</summary>
    public static double[][] Longley { get; } = Columns(7, """
        60323 83.0 234289 2356 1590 107608 1947  61122 88.5 259426 2325 1456 108632 1948  60171 88.2 258054 3682 1616 109773 1949
        61187 89.5 284599 3351 1650 110929 1950  63221 96.2 328975 2099 3099 112075 1951  63639 98.1 346999 1932 3594 113270 1952
        64989 99.0 365385 1870 3547 115094 1953  63761 100.0 363112 3578 3350 116219 1954  66019 101.2 397469 2904 3048 117388 1955
        67857 104.6 419180 2822 2857 118734 1956  68169 108.4 442769 2936 2798 120445 1957  66513 110.8 444546 4681 2637 121950 1958
        68655 112.6 482704 3813 2552 123366 1959  69564 114.2 502601 3931 2514 125368 1960  69331 115.7 518173 4806 2572 127852 1961
        70551 116.9 554894 4007 2827 130081 1962
        """);

    /// <summary>Student, Biometrika 6 (1908); R's datasets::sleep: extra hours of sleep of ten patients with two drugs.</summary>
    public static double[][] Sleep { get; } = Columns(2, "0.7 1.9  -1.6 0.8  -0.2 1.1  -1.2 0.1  -0.1 -0.1  3.4 4.4  3.7 5.5  0.8 1.6  0.0 4.6  2.0 3.4");

    /// <summary>H. H. Harman's twelve census tracts, as in the SAS/STAT manual, PROC FACTOR: population, school, employment, services, house value.</summary>
    public static double[][] CensusTracts { get; } = Columns(5, """
        5700 12.8 2500 270 25000  1000 10.9 600 10 10000  3400 8.8 1000 10 9000  3800 13.6 1700 140 25000  4000 12.8 1600 140 25000  8200 8.3 2600 60 12000
        1200 11.4 400 10 16000  9100 11.5 3300 60 14000  9900 12.5 3400 180 18000  9600 13.7 3600 390 25000  9600 9.6 3300 80 12000  9400 11.4 4000 100 13000
        """);

    public static Covariances Of(double[][] columns) => Covariances.Of(columns);

    static double[][] Columns(int columns, string text)
    {
        var values = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToList();
        return [.. Enumerable.Range(0, columns).Select(c => values.Where((_, i) => i % columns == c).ToArray())];
    }
}
