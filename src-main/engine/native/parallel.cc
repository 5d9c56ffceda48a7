#include "parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace plateau {
namespace {

struct Job {
  const std::function<void(int, int)>& work;
  const int count;
  const int threads;
  std::atomic<int> next{0};
  // Guarded by the pool's mutex: helpers at work, slots that are taken.
  int helpers = 0;
  std::vector<bool> taken = {};
};

int cores() {
  const char* limit = std::getenv("TF_NUM_INTEROP_THREADS");
  cpu_set_t set;
  const bool known = sched_getaffinity(0, sizeof set, &set) == 0;
  const int there = known ? CPU_COUNT(&set) : int(std::thread::hardware_concurrency());
  return std::clamp(limit ? std::atoi(limit) : there, 1, std::max(1, there));
}

class Pool {
 public:
  const int limit = cores();

  // Helpers live as long as the process: they are never joined, and wait for work when it ends.
  Pool() {
    for (int i = 1; i < limit; i++) std::thread([this] { help(); }).detach();
  }

  void run(Job& job) {
    if (job.threads == 1 || job.count < 2) return work(job, 0, [] { return true; });
    job.taken.assign(job.threads, false);
    job.taken[0] = true;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      jobs_.push_back(&job);
      if (++busy_ < limit) changed_.notify_one();
    }
    work(job, 0, [] { return true; });
    std::unique_lock<std::mutex> lock(mutex_);
    jobs_.erase(std::find(jobs_.begin(), jobs_.end(), &job));
    left_.wait(lock, [&] { return job.helpers == 0; });
    busy_--;
    if (open()) changed_.notify_one();
  }

 private:
  template <typename Stay>
  static void work(Job& job, int slot, Stay stays) {
    while (stays()) {
      const int index = job.next.fetch_add(1);
      if (index >= job.count) return;
      job.work(index, slot);
    }
  }

  Job* open() const {
    for (Job* job : jobs_)
      if (job->next.load() < job->count && job->helpers + 1 < job->threads) return job;
    return nullptr;
  }

  void help() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      Job* job = nullptr;
      changed_.wait(lock, [&] { return busy_ < limit && (job = open()); });
      const int slot = int(std::find(job->taken.begin(), job->taken.end(), false) - job->taken.begin());
      job->taken[slot] = true;
      job->helpers++;
      busy_++;
      lock.unlock();
      work(*job, slot, [this] { return busy_.load() <= limit; });
      lock.lock();
      busy_--;
      job->taken[slot] = false;
      if (--job->helpers == 0) left_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_, left_;
  std::vector<Job*> jobs_;
  // Threads that work here.
  std::atomic<int> busy_{0};
};

Pool& pool() {
  static Pool* const one = new Pool;
  return *one;
}

}  // namespace

int slots(Share share) {
  const int all = pool().limit;
  return share == Share::ALL ? all : std::max(1, (all + 4) / 8);
}

void parallel(int count, Share share, const std::function<void(int, int)>& work) {
  Job job{work, count, slots(share)};
  pool().run(job);
}

}  // namespace plateau
