using System.Buffers;

namespace Telemed.Ecg.Measure;

/// <summary>Zero-phase moving means and order statistics.</summary>
internal static class Smooth
{
    /// <summary>So many values are sorted where they lie on the stack.</summary>
    private const int Few = 48;

    /// <summary>Rounds of narrowing before the rest is sorted: no chosen trace can make the search slow.</summary>
    private const int RoundsLimit = 64;

    /// <summary>The mean over a window centred on each sample; the ends use what there is.</summary>
    internal static double[] Box(ReadOnlySpan<double> values, int window)
    {
        var smooth = new double[values.Length];
        Box(values, window, smooth);
        return smooth;
    }

    /// <summary>Two moving means: a triangle, which rings far less than one box.</summary>
    internal static double[] Triangle(ReadOnlySpan<double> values, int window)
    {
        var once = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            Box(values, window, once);
            return Box(once.AsSpan(0, values.Length), window);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(once);
        }
    }

    private static void Box(ReadOnlySpan<double> values, int window, Span<double> smooth)
    {
        if (window <= 1) { values.CopyTo(smooth); return; }
        var (before, after) = (window / 2, window - window / 2 - 1);
        var (sum, count) = (0.0, 0);
        for (var index = 0; index < Math.Min(after, values.Length); index++) { sum += values[index]; count++; }
        // In the middle, where most of it lies, the window is whole and nothing needs to be asked.
        var (whole, behind) = (Math.Min(before + 1, values.Length), Math.Max(before + 1, values.Length - after));
        for (var index = 0; index < whole; index++)
        {
            if (index + after < values.Length) { sum += values[index + after]; count++; }
            smooth[index] = sum / count;
        }
        for (var index = whole; index < behind && index < values.Length; index++)
        {
            sum += values[index + after];
            sum -= values[index - before - 1];
            smooth[index] = sum / count;
        }
        for (var index = behind; index < values.Length; index++)
        {
            sum -= values[index - before - 1];
            smooth[index] = sum / --count;
        }
    }

    /// <summary>The value below which this share lies, 0 to 1.</summary>
    internal static double Quantile(ReadOnlySpan<double> values, double share) => Quantiles(values, share, share).Low;

    /// <summary>Two quantiles of the same values.</summary>
    internal static (double Low, double High) Quantiles(ReadOnlySpan<double> values, double low, double high)
    {
        if (values.IsEmpty) return (double.NaN, double.NaN);
        var rented = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            var copy = rented.AsSpan(0, values.Length);
            values.CopyTo(copy);
            var last = copy.Length - 1;
            var one = Ranked(copy, (int)Math.Clamp(low * last, 0, last));
            return (one, low.Equals(high) ? one : Ranked(copy, (int)Math.Clamp(high * last, 0, last)));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    internal static double Median(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return double.NaN;
        if (values.Length > Few) return MedianOfMany(values);
        Span<double> sorted = stackalloc double[Few];
        sorted = sorted[..values.Length];
        for (var at = 0; at < values.Length; at++)
        {
            var (value, place) = (values[at], at);
            for (; place > 0 && sorted[place - 1] > value; place--) sorted[place] = sorted[place - 1];
            sorted[place] = value;
        }
        return Middle(sorted);
    }

    private static double MedianOfMany(ReadOnlySpan<double> values)
    {
        var rented = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            var copy = rented.AsSpan(0, values.Length);
            values.CopyTo(copy);
            var middle = copy.Length / 2;
            var upper = Ranked(copy, middle);
            return copy.Length % 2 == 1 ? upper : (Largest(copy[..middle]) + upper) / 2;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private static double Middle(ReadOnlySpan<double> sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        var largest = values[0];
        foreach (var value in values) largest = Math.Max(largest, value);
        return largest;
    }

    /// <summary>
    /// The value of this rank, with no larger one before it and no smaller one behind it (Hoare CAR, Commun ACM
    /// 1961;4:321): a search for one rank needs no sorting of the rest.
    /// </summary>
    private static double Ranked(Span<double> values, int rank)
    {
        var (left, right) = (0, values.Length - 1);
        for (var round = 0; left < right; round++)
        {
            var pivot = values[rank];
            if (round == RoundsLimit || double.IsNaN(pivot))
            {
                values[left..(right + 1)].Sort();
                break;
            }
            var (low, high) = (left, right);
            while (low <= high)
            {
                while (low < right && values[low] < pivot) low++;
                while (high > left && values[high] > pivot) high--;
                if (low > high) break;
                (values[low], values[high]) = (values[high], values[low]);
                low++;
                high--;
            }
            if (high < rank) left = low;
            if (rank < low) right = high;
        }
        return values[rank];
    }
}
